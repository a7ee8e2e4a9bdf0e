/* SPDX-License-Identifier: Apache-2.0 */
/* Pages that are made on the spot. */
#ifndef PAGE_H
#define PAGE_H

#include "guest.h"
#include "net_config.h"
#include "request.h"

#define PAGE_MAX 9216

struct page {
    char text[PAGE_MAX];
    size_t length;
};

/* What does not fit is left out. */
void page_add(struct page *page, const char *pattern, ...) __attribute__((format(printf, 2, 3)));
void page_add_bytes(struct page *page, const char *bytes, size_t size);
void page_add_escaped(struct page *page, const char *text); /* for HTML */

struct site {
    const struct cmdline *line;
    struct net_config net;
    uint64_t requests, failures, body_bytes;
    unsigned files;
};

extern struct site site;

void page_home(struct page *page);
void page_stats(struct page *page);
void page_echo(struct page *page, const struct request *request);

#endif
