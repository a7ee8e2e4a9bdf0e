/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void columnsAreAsWideAsTheirWidestCellAndNoLineEndsWithBlanks() {
        Table table = new Table("ID", "NAME").row("1", "a").row("22222", "").row("3", "ü😀");
        assertThat(table.text()).isEqualTo("ID      NAME\n1       a\n22222\n3       ü😀\n");
    }

    @Test
    void aLongTextIsCutOffWithAnEllipsisAndNoCharacterIsSplit() {
        assertThat(Table.shortened("12345", 5)).isEqualTo("12345");
        assertThat(Table.shortened("123456", 5)).isEqualTo("1234…");
        assertThat(Table.shortened("😀😀😀😀", 3)).isEqualTo("😀😀…");
    }
}
