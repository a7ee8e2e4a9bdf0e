/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.frontend.llb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.juke.base.JukeException;
import dev.juke.buildkit.api.llb.Definition;
import dev.juke.buildkit.api.llb.Input;
import dev.juke.buildkit.api.llb.Op;
import dev.juke.image.Platform;
import java.util.List;
import org.junit.jupiter.api.Test;

class StateTest {
    private static final State IMAGE = Sources.image("a/b:c", Platform.linux("amd64"), "");

    @Test
    void aDefinitionComesBackAsItWentOut() {
        State state = Files.overlay(IMAGE, Sources.local("context", "s", List.of()), "/x", "copy");
        assertThat(State.of(state.definition())).isEqualTo(state);
        assertThat(State.of(Definition.getDefaultInstance())).isEqualTo(State.EMPTY);
        assertThat(State.EMPTY.definition()).isEqualTo(Definition.getDefaultInstance());
    }

    @Test
    void operationsOfAnotherKeepTheirBytes() {
        // A field that Juke's messages do not know: 15, of type 2.
        ByteString strange = ByteString.copyFrom(new byte[] {0x7a, 1, 'x'});
        Input input = Input.newBuilder().setDigest(State.digest(strange)).build();
        Definition theirs = Definition.newBuilder()
                .addDef(strange)
                .addDef(Op.newBuilder().addInputs(input).build().toByteString())
                .build();
        Definition ours = Files.write(State.of(theirs), "/f", new byte[0]).definition();
        assertThat(ours.getDefList()).contains(strange).hasSize(3);
    }

    @Test
    void whatTwoInputsShareIsThereOnce() {
        State twice = Files.overlay(IMAGE, IMAGE, "/x", "copy");
        assertThat(twice.operations()).hasSize(2);
        assertThat(twice.definition().getDefList()).hasSize(3);
    }

    @Test
    void aDefinitionThatIsNoneIsRefused() {
        Definition garbage = Definition.newBuilder()
                .addDef(ByteString.copyFromUtf8("garbage"))
                .build();
        assertThatThrownBy(() -> State.of(garbage)).isInstanceOf(JukeException.class);
        Definition headless = Definition.newBuilder().addDef(ByteString.EMPTY).build();
        assertThatThrownBy(() -> State.of(headless))
                .isInstanceOf(JukeException.class)
                .hasMessageContaining("0 inputs");
    }
}
