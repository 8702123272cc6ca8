import asyncio
import io
import re
import threading
import time
import unittest
from contextlib import redirect_stdout

import aiohttp
import scraper
from support import serving

PAGES = 60


class Scraper(unittest.TestCase):
    def setUp(self):
        self.requested = []
        self.lock = threading.Lock()
        self.stored = {}

    def respond(self, path):
        with self.lock:
            self.requested.append(path)
        time.sleep(0.005)
        number = int(path[1:] or 0)
        if number == 5:
            return 500, {}, b""
        links = [2 * number + 1, 2 * number + 2, 0]
        anchors = [f'<a href="/{link}#top">' for link in links if link < PAGES]
        body = "".join([*anchors, '<a href="http://elsewhere.example/">'])
        return 200, {"Content-Type": "text/html"}, body.encode()

    def crawl(self, store=None, **limits):
        def links_of(html):
            return re.findall(r'href="([^"]+)"', html)

        with serving(self.respond) as server:
            work = scraper.crawl(f"{server.address}/", links_of, store or self.stored.__setitem__, **limits)
            printed = io.StringIO()
            with redirect_stdout(printed):
                asyncio.run(asyncio.wait_for(work, 60))
            return server, printed.getvalue()

    def test_the_crawl_fetches_each_page_of_the_site_once_and_survives_a_failure(self):
        server, printed = self.crawl(at_once=8)
        # Page 5 fails, so no page below it is found. "/" and "/0" are two URLs of one page.
        below = {5, 11, 12, 23, 24, 25, 26, *range(47, 55)}
        expected = ["/", *(f"/{number}" for number in range(PAGES) if number not in below - {5})]
        self.assertEqual(sorted(self.requested), sorted(expected))
        self.assertEqual(len(self.stored), len(expected) - 1)
        self.assertRegex(printed, r"/5: ClientResponseError\(")
        self.assertLessEqual(server.max_in_flight, 8)
        self.assertGreater(server.max_in_flight, 1)

    def test_the_crawl_stops_at_the_limit(self):
        self.crawl(most=7)
        self.assertEqual(len(self.requested), 7)

    def test_an_error_in_the_callers_code_ends_the_crawl(self):
        def store(_url, _html):
            raise KeyError("no such column")

        with self.assertRaises(ExceptionGroup) as raised:
            self.crawl(store=store)
        self.assertIsInstance(raised.exception.exceptions[0], KeyError)

    def test_aiohttp_opens_at_most_a_hundred_connections_by_default(self):
        async def limits():
            async with aiohttp.ClientSession() as session:
                return session.connector.limit, session.connector.limit_per_host

        self.assertEqual(asyncio.run(limits()), (100, 0))
