/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.ttrpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.juke.shim.api.ttrpc.KeyValue;
import dev.juke.shim.api.ttrpc.Request;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ContextTest {
    private static Request.Builder with(Request.Builder request, String key, String value) {
        return request.addMetadata(KeyValue.newBuilder().setKey(key).setValue(value));
    }

    @Test
    void aKeyHasItsValuesInOrderWhateverItsCase() {
        Request.Builder request = Request.newBuilder();
        with(request, "containerd-namespace-ttrpc", "default");
        with(request, "ITEM", "one");
        with(request, "item", "two");
        Context context = Context.of(request.build());
        assertThat(context.first("Containerd-Namespace-TTRPC")).isEqualTo("default");
        assertThat(context.first("Item")).isEqualTo("one");
        assertThat(context.metadata().get("item")).containsExactly("one", "two");
        assertThat(context.first("other")).isNull();
    }

    @Test
    void theDeadlineCountsFromNow() {
        Context context = Context.of(Request.newBuilder()
                .setTimeoutNano(Duration.ofSeconds(10).toNanos())
                .build());
        assertThat(context.deadline())
                .isBetween(Instant.now().plusSeconds(9), Instant.now().plusSeconds(10));
        assertThat(Context.of(Request.getDefaultInstance()).deadline()).isNull();
    }

    @Test
    void theLongestTimeoutThatFitsTheFieldIsADeadline() {
        assertThat(Context.of(Request.newBuilder()
                                .setTimeoutNano(Long.MAX_VALUE)
                                .build())
                        .deadline())
                .isAfter(Instant.now());
    }
}
