/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile.syntax;

import dev.juke.pack.input.Place;
import java.util.ArrayList;
import java.util.List;

/** An instruction's text, joined of its lines: each character knows where it stands in the file. */
public final class Text {
    /** A piece of a line, and where it begins in the joined text. */
    private record Piece(int offset, int line, int column) {}

    private final String file;
    private final String all;
    private final List<Piece> pieces;
    private final int begin;
    private final int end;

    private Text(String file, String all, List<Piece> pieces, int begin, int end) {
        this.file = file;
        this.all = all;
        this.pieces = pieces;
        this.begin = begin;
        this.end = end;
    }

    /** Joins pieces of lines. */
    static final class Joiner {
        private final String file;
        private final StringBuilder all = new StringBuilder();
        private final List<Piece> pieces = new ArrayList<>();

        Joiner(String file) {
            this.file = file;
        }

        /** Adds what stands there. */
        void add(String piece, int line, int column) {
            pieces.add(new Piece(all.length(), line, column));
            all.append(piece);
        }

        int length() {
            return all.length();
        }

        Text text() {
            return new Text(file, all.toString(), pieces, 0, all.length());
        }
    }

    /** How many characters it has. */
    public int length() {
        return end - begin;
    }

    /** The character at an offset. */
    public char at(int offset) {
        return all.charAt(begin + offset);
    }

    /** Where the character at an offset stands; at the end, where the next would. */
    public Place place(int offset) {
        int wanted = begin + offset;
        Piece found = pieces.getFirst();
        for (Piece piece : pieces) {
            if (piece.offset() <= wanted) {
                found = piece;
            }
        }
        return new Place(file + ":" + found.line() + ":" + (found.column() + wanted - found.offset()));
    }

    /** A part of it. */
    public Text part(int from, int to) {
        return new Text(file, all, pieces, begin + from, begin + to);
    }

    /** The rest from an offset on. */
    public Text from(int offset) {
        return part(offset, length());
    }

    /** Without white space at its ends. */
    public Text strip() {
        int from = 0;
        int to = length();
        while (from < to && Spaces.isSpace(at(from))) {
            from++;
        }
        while (to > from && Spaces.isSpace(at(to - 1))) {
            to--;
        }
        return part(from, to);
    }

    /** As one word. */
    public Word word() {
        return new Word(toString(), place(0));
    }

    @Override
    public String toString() {
        return all.substring(begin, end);
    }
}
