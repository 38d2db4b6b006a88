from tests.journeys.conftest import *  # noqa
from tests.journeys.test_leaving import SECRET, SEE
import pytest
@pytest.mark.parametrize("scripts",[True,False])
@pytest.mark.parametrize("same",[True,False])
def test_control(phones, monkeypatch, same, scripts):
    import feedback.public.answering as a
    if same: monkeypatch.setattr(a,"_with_cookie",lambda r:r)
    phone=phones(scripts=scripts)
    if scripts: phone.page.add_init_script("addEventListener('pageshow',e=>{window.shown=e.persisted;e.stopImmediatePropagation()},true)")
    phone.page.goto(phone.council.address+"/help"); phone.open()
    if scripts: phone.press("Start")
    phone.choose("know_iro","yes")
    phone.page.locator("#best").evaluate("(b,t)=>{b.value=t}",SECRET)
    if scripts: phone.go_to("check")
    phone.send(); phone.thanked()
    phone.page.evaluate("history.back()"); phone.page.wait_for_timeout(800)
    print("RESULT same cookie",same,"scripts",scripts,phone.page.url[-40:],phone.page.evaluate(SEE),phone.page.evaluate("window.shown"))
def test_figures(phones, listening):
    for w in (320,360):
        for v in("standard","easy-read"):
            phone=phones(width=w); phone.open(v)
            e=lambda: round(phone.screen.locator("[data-next]").first.evaluate("o=>o.getBoundingClientRect().bottom+scrollY"),1)
            out=[("start",e())]
            for n in("know_iro","listened","best"): phone.go_to(n); out.append((n,e()))
            print("FIG no banner",w,v,out)
def test_figures2(phones):
    for v in("standard","easy-read"):
        phone=phones(); phone.open(v)
        e=lambda: round(phone.screen.locator("[data-next]").first.evaluate("o=>o.getBoundingClientRect().bottom+scrollY"),1)
        out=[("start",e())]
        for n in("know_iro","listened"): phone.go_to(n); out.append((n,e()))
        print("FIG trial",v,out)
    line=phone.page.context.new_cdp_session(phone.page); line.send("Network.enable"); r={};n={}
    line.on("Network.responseReceived", lambda e: n.update({e["requestId"]: e["response"]["url"]}))
    line.on("Network.loadingFinished", lambda e: r.update({e["requestId"]: e["encodedDataLength"]}))
    for v in ("easy-read","standard"):
        r.clear();n.clear(); line.send("Network.clearBrowserCache"); phone.open(v); phone.page.wait_for_load_state("networkidle")
        print("WEIGHT",v,{n[i][-12:]:s for i,s in r.items()},sum(r.values()))
