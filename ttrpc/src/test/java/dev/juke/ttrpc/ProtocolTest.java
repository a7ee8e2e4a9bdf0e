/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.ttrpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the server makes of frames that a good client does not send. */
@Timeout(60)
class ProtocolTest {
    private final Site site = new Site();
    private final Wire wire = site.wire();

    ProtocolTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        wire.close();
        site.close();
    }

    private void goesOn(int stream) throws IOException {
        wire.request(stream, "Echo", "on");
        assertThat(wire.next()).isEqualTo(stream + " on");
    }

    private void ends() throws IOException {
        wire.channel().shutdownOutput();
        assertThat(wire.readOrEnd()).isNull();
        try (Wire other = site.wire()) {
            other.request(1, "Echo", "alive");
            assertThat(other.next()).isEqualTo("1 alive");
        }
    }

    @Test
    void anAnswerIsOneResponseFrameWithoutFlags() throws IOException {
        wire.request(1, "Echo", "a");
        Frame frame = wire.read();
        assertThat(frame.type()).isEqualTo(Frame.RESPONSE);
        assertThat(frame.flags()).isZero();
        assertThat(frame.stream()).isEqualTo(1);
        // Response{payload: "a"}, without a status
        assertThat(frame.data()).containsExactly(2 << 3 | 2, 1, 'a');
    }

    @Test
    void aFrameMayArriveByteByByte() throws IOException {
        byte[] request = Wire.encoded("Echo", "slow", 0);
        byte[] frame = new byte[Frame.HEADER + request.length];
        frame[3] = (byte) request.length;
        frame[7] = 1;
        frame[8] = Frame.REQUEST;
        System.arraycopy(request, 0, frame, Frame.HEADER, request.length);
        for (byte b : frame) {
            wire.out().write(b);
        }
        assertThat(wire.next()).isEqualTo("1 slow");
    }

    @Test
    void anEvenStreamIsRefused() throws IOException {
        wire.request(2, "Echo", "a");
        assertThat(wire.next()).startsWith("2 INVALID_ARGUMENT the stream id is even");
        wire.request(0, "Echo", "a");
        assertThat(wire.next()).startsWith("0 INVALID_ARGUMENT the stream id is even");
        goesOn(1);
    }

    @Test
    void aStreamThatDoesNotGrowIsRefused() throws IOException {
        goesOn(5);
        wire.request(5, "Echo", "again");
        assertThat(wire.next()).startsWith("5 INVALID_ARGUMENT the stream id is not greater");
        wire.request(3, "Echo", "back");
        assertThat(wire.next()).startsWith("3 INVALID_ARGUMENT the stream id is not greater");
        goesOn(7);
    }

    @Test
    void streamIdsAreUnsigned() throws IOException {
        goesOn(Integer.MAX_VALUE);
        goesOn(Integer.MIN_VALUE + 1);
        goesOn(-1);
    }

    @Test
    void aRequestThatCannotBeDecodedIsRefused() throws IOException {
        wire.frame(1, Frame.REQUEST, 0, new byte[] {-1, -1, -1, -1});
        assertThat(wire.next()).startsWith("1 INVALID_ARGUMENT the request cannot be decoded");
        goesOn(3);
    }

    @Test
    void anEmptyRequestNamesNoMethod() throws IOException {
        wire.frame(1, Frame.REQUEST, 0, new byte[0]);
        assertThat(wire.next()).isEqualTo("1 UNIMPLEMENTED / is not offered here");
    }

    @Test
    void typesOfALaterProtocolArePassedOver() throws IOException {
        wire.frame(1, 4, 0, new byte[100]);
        wire.frame(1, 255, 255, new byte[0]);
        goesOn(1);
    }

    @Test
    void aResponseFromAClientIsPassedOver() throws IOException {
        wire.frame(1, Frame.RESPONSE, 0, new byte[] {1, 2, 3});
        goesOn(1);
    }

    @Test
    void flagsThatAreUnknownArePassedOver() throws IOException {
        wire.request(1, 0xf8, "Echo", "flags");
        assertThat(wire.next()).isEqualTo("1 flags");
    }

    @Test
    void dataForNoStreamIsRefused() throws IOException {
        wire.data(1, 0, "lost");
        assertThat(wire.next()).isEqualTo("1 INVALID_ARGUMENT no stream of that id is open");
        goesOn(1);
    }

    @Test
    void dataForAUnaryCallIsRefused() throws Exception {
        wire.request(1, "Hold", "held");
        site.awaitEvent("begun");
        wire.data(1, Frame.REMOTE_CLOSED, "more");
        assertThat(wire.next()).isEqualTo("1 INVALID_ARGUMENT no stream of that id is open");
    }

    @Test
    void aStreamToAUnaryMethodIsRefused() throws IOException {
        wire.request(1, Frame.REMOTE_OPEN, "Echo", "a");
        assertThat(wire.next()).isEqualTo("1 INVALID_ARGUMENT S/Echo takes one message, not a stream");
        wire.request(3, Frame.REMOTE_CLOSED, "Echo", "one message is fine");
        assertThat(wire.next()).isEqualTo("3 one message is fine");
    }

    @Test
    void aFrameThatIsTooLongIsDiscardedAndTheConnectionGoesOn() throws IOException {
        wire.frame(1, Frame.REQUEST, 0, new byte[Frame.MAX + 1]);
        assertThat(wire.next()).startsWith("1 RESOURCE_EXHAUSTED a message of 4194305 bytes is longer");
        wire.frame(3, Frame.REQUEST, 0, new byte[5 << 20]);
        assertThat(wire.next()).startsWith("3 RESOURCE_EXHAUSTED");
        goesOn(5);
    }

    @Test
    void aFrameOfFourGibibytesThatEndsBeforeTakesNoMemory() throws IOException {
        wire.header(0xffff_ffffL, 1, Frame.REQUEST, 0);
        byte[] part = new byte[1 << 20];
        for (int i = 0; i < 64; i++) {
            wire.out().write(part);
        }
        ends();
        assertThat(site.log).contains("a client left: the connection ended inside a frame's data");
    }

    @Test
    void halfAHeaderEndsTheConnection() throws IOException {
        wire.out().write(new byte[] {0, 0, 0, 1, 0});
        ends();
        assertThat(site.log).contains("a client left: the connection ended inside a frame's header");
    }

    @Test
    void halfAFrameEndsTheConnection() throws IOException {
        wire.header(1000, 1, Frame.REQUEST, 0);
        wire.out().write(new byte[999]);
        ends();
        assertThat(site.log).contains("a client left: the connection ended inside a frame's data");
    }

    @Test
    void anotherProtocolIsNoHarm() throws IOException {
        // "GET " is a length of more than 1 GiB.
        wire.out().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        ends();
    }

    @Test
    void answersOfALongFailureFitIntoAFrame() throws IOException {
        wire.request(1, "x".repeat(Frame.MAX - 100), "");
        Frame frame = wire.read();
        assertThat(frame.tooLong()).isFalse();
        goesOn(3);
    }
}
