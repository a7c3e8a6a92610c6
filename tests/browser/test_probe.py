import time
def test_probe(as_person):
    t=time.monotonic()
    one = as_person("officer")
    print("signin", time.monotonic()-t)
    for p in ["/", "/admission/", "/admission/register/"]:
        t=time.monotonic(); one.open(p); print("open", time.monotonic()-t)
        t=time.monotonic(); one.axe(); print("axe", time.monotonic()-t)
        t=time.monotonic(); one.fits_a_phone(); print("phone", time.monotonic()-t)
        t=time.monotonic(); one.shot("probe"); print("shot", time.monotonic()-t)
