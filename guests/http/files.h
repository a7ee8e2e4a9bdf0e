/* SPDX-License-Identifier: Apache-2.0 */
/* What there is to serve. */
#ifndef FILES_H
#define FILES_H

#include "bootinfo.h"
#include "cpio.h"
#include "request.h"

/* Reads the names in the initial RAM disk; returns how many files it holds, 0 when there is none. */
unsigned files_read(const struct bootinfo *boot);

enum found { FOUND, FOUND_DIRECTORY, NOT_FOUND };

/* The file for the path of a request, `/` standing for its index.html. */
enum found files_find(struct slice path, struct cpio_file *file);

const char *files_content_type(const char *name);

#endif
