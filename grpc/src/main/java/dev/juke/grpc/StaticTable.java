/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.grpc;

/** The entries 1 to 61 that both ends of HPACK know from the start (RFC 7541, appendix A). */
final class StaticTable {
    /** How many entries there are. */
    static final int SIZE = 61;

    private static final Header[] ENTRIES = parse("""
            :authority
            :method GET
            :method POST
            :path /
            :path /index.html
            :scheme http
            :scheme https
            :status 200
            :status 204
            :status 206
            :status 304
            :status 400
            :status 404
            :status 500
            accept-charset
            accept-encoding gzip, deflate
            accept-language
            accept-ranges
            accept
            access-control-allow-origin
            age
            allow
            authorization
            cache-control
            content-disposition
            content-encoding
            content-language
            content-length
            content-location
            content-range
            content-type
            cookie
            date
            etag
            expect
            expires
            from
            host
            if-match
            if-modified-since
            if-none-match
            if-range
            if-unmodified-since
            last-modified
            link
            location
            max-forwards
            proxy-authenticate
            proxy-authorization
            range
            referer
            refresh
            retry-after
            server
            set-cookie
            strict-transport-security
            transfer-encoding
            user-agent
            vary
            via
            www-authenticate
            """);

    private StaticTable() {}

    /** The entry of an index from 1. */
    static Header get(int index) {
        return ENTRIES[index - 1];
    }

    private static Header[] parse(String lines) {
        Header[] entries = new Header[SIZE];
        int from = 0;
        for (int i = 0; i < SIZE; i++) {
            int to = lines.indexOf('\n', from);
            int blank = lines.indexOf(' ', from);
            boolean hasValue = blank >= 0 && blank < to;
            entries[i] = new Header(
                    lines.substring(from, hasValue ? blank : to), hasValue ? lines.substring(blank + 1, to) : "");
            from = to + 1;
        }
        return entries;
    }
}
