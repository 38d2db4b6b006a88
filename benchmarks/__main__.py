"""Everything that is measured, one after the other: `make bench`."""

from benchmarks import (
    answers,
    backups,
    closing,
    lighthouse,
    page,
    protect,
    slips,
    starting,
    workbook,
)

if __name__ == "__main__":
    for part in (page, starting, protect, answers, backups, workbook, closing, slips, lighthouse):
        part.main()
