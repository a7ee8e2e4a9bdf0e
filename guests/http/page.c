/* SPDX-License-Identifier: Apache-2.0 */
/* Text that grows to a limit, and the three pages that http makes itself. */
#include "page.h"

#include "mem.h"
#include "netif.h"
#include "tcp.h"
#include "text.h"
#include "time.h"

void page_add_bytes(struct page *page, const char *bytes, size_t size) {
    size_t room = sizeof page->text - page->length;
    memcpy(page->text + page->length, bytes, size < room ? size : room);
    page->length += size < room ? size : room;
}

void page_add(struct page *page, const char *pattern, ...) {
    char text[1024];
    va_list arguments;
    va_start(arguments, pattern);
    size_t length = vformat(text, sizeof text, pattern, arguments);
    va_end(arguments);
    page_add_bytes(page, text, length < sizeof text ? length : sizeof text - 1);
}

void page_add_escaped(struct page *page, const char *text) {
    for (; *text; text++) {
        if (*text == '<')
            page_add_bytes(page, "&lt;", 4);
        else if (*text == '>')
            page_add_bytes(page, "&gt;", 4);
        else if (*text == '&')
            page_add_bytes(page, "&amp;", 5);
        else
            page_add_bytes(page, text, 1);
    }
}

void page_home(struct page *page) {
    char address[16];
    net_format_address(address, sizeof address, site.net.address);
    page_add(page, "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Juke</title></head><body>\n"
                   "<h1>Hello from Juke!</h1>\n<p>This page comes from a unikernel: no operating system, no shell, one program.</p>\n"
                   "<ul>\n<li>host: ");
    page_add_escaped(page, *site.net.hostname ? site.net.hostname : "unnamed");
    page_add(page, "</li>\n<li>address: %s</li>\n<li>requests: %lu</li>\n</ul>\n", address, site.requests);
    for (unsigned i = 0; i < site.line->arg_count && page->length < PAGE_MAX - 1024; i++) {
        page_add(page, "%s<code>arg[%u]=", i ? "<br>\n" : "<p>", i);
        page_add_escaped(page, site.line->args[i]);
        page_add(page, "</code>");
    }
    page_add(page, "%s</body></html>\n", site.line->arg_count ? "</p>\n" : "");
}

void page_stats(struct page *page) {
    const struct net_counters *n = &net_counters;
    page_add(page, "{\"requests\":%lu,\"failures\":%lu,\"body_bytes\":%lu,\"files\":%u,\"uptime_ms\":%lu,\"memory_left\":%zu,",
             site.requests, site.failures, site.body_bytes, site.files, time_now() / MILLISECOND, mem_left());
    page_add(page, "\"connections\":{\"open\":%u,\"opened\":%lu,\"refused\":%lu,\"evicted\":%lu,\"reset\":%lu,\"retransmitted\":%lu},",
             tcp_open_count(), n->tcp_opened, n->tcp_refused, n->tcp_evicted, n->tcp_reset, n->tcp_retransmitted);
    page_add(page, "\"frames\":{\"received\":%lu,\"sent\":%lu,\"bad\":%lu,\"fragments\":%lu,\"no_room\":%lu,\"unresolved\":%lu}}\n",
             n->received, n->sent, n->bad, n->fragments, n->no_frame, n->arp_unresolved);
}

void page_echo(struct page *page, const struct request *request) {
    page_add_bytes(page, request->method.at, request->method.size);
    page_add_bytes(page, " ", 1);
    page_add_bytes(page, request->target.at, request->target.size);
    page_add(page, request->is_1_1 ? " HTTP/1.1\n" : " HTTP/1.0\n");
    for (size_t i = 0; i < request->fields.size; i++)
        if (request->fields.at[i] != '\r')
            page_add_bytes(page, request->fields.at + i, 1);
}
