/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.tar;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The records of a pax extended header, each {@code LENGTH KEYWORD=VALUE\n} (POSIX, "pax Extended Header"). */
final class PaxRecords {
    private PaxRecords() {}

    static Map<String, String> parse(byte[] bytes, String where) {
        Map<String, String> records = new LinkedHashMap<>();
        int start = 0;
        while (start < bytes.length) {
            int blank = start;
            int length = 0;
            while (blank < bytes.length && bytes[blank] >= '0' && bytes[blank] <= '9' && length < bytes.length) {
                length = length * 10 + bytes[blank++] - '0';
            }
            int end = start + length;
            boolean framed = blank > start && blank < end && end <= bytes.length && bytes[blank] == ' ';
            if (!framed || bytes[end - 1] != '\n') {
                throw TarHeader.damaged(where, "an extended header is malformed");
            }
            int equals = blank + 1;
            while (equals < end - 1 && bytes[equals] != '=') {
                equals++;
            }
            if (equals == end - 1) {
                throw TarHeader.damaged(where, "an extended header's record lacks '='");
            }
            String key = new String(bytes, blank + 1, equals - blank - 1, StandardCharsets.UTF_8);
            // Extended attributes hold any bytes; nothing reads them, so they need not be text.
            String value = key.startsWith("SCHILY.xattr.") || key.startsWith("LIBARCHIVE.")
                    ? ""
                    : TarHeader.utf8(bytes, equals + 1, end - equals - 2, where);
            records.put(key, value);
            start = end;
        }
        return records;
    }

    static byte[] format(Map<String, String> records) {
        StringBuilder text = new StringBuilder();
        records.forEach((key, value) -> {
            String rest = " " + key + "=" + value + "\n";
            int body = rest.getBytes(StandardCharsets.UTF_8).length;
            // The length counts its own digits.
            int length = body + Integer.toString(body).length();
            length = body + Integer.toString(length).length();
            text.append(length).append(rest);
        });
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
