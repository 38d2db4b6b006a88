"""Everything that is measured, one after the other: `make bench`."""

from benchmarks import answers, lighthouse, page, slips, workbook

if __name__ == "__main__":
    for part in (page, answers, workbook, slips, lighthouse):
        part.main()
