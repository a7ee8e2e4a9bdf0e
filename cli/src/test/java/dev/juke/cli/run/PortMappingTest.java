/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import dev.juke.machine.Machine.Nic.User.Forward;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortMappingTest {
    @ParameterizedTest
    @CsvSource({
        "80,tcp,0.0.0.0,0,80",
        "8080:80,tcp,0.0.0.0,8080,80",
        "0:80,tcp,0.0.0.0,0,80",
        ":80,tcp,0.0.0.0,0,80",
        "127.0.0.1:8080:80,tcp,127.0.0.1,8080,80",
        "127.0.0.1::80,tcp,127.0.0.1,0,80",
        "::80,tcp,0.0.0.0,0,80",
        "5353:53/udp,udp,0.0.0.0,5353,53",
        "65535:65535/tcp,tcp,0.0.0.0,65535,65535"
    })
    void everyFormThatDockerKnowsIsUnderstood(String text, String protocol, String address, int host, int guest) {
        assertThat(PortMapping.parse(text)).containsExactly(new Forward(protocol, address, host, guest));
    }

    @Test
    void aRangeIsSeveralPortsInOrder() {
        assertThat(PortMapping.parse("8000-8002:80-82/udp"))
                .containsExactly(
                        new Forward("udp", "0.0.0.0", 8000, 80),
                        new Forward("udp", "0.0.0.0", 8001, 81),
                        new Forward("udp", "0.0.0.0", 8002, 82));
        assertThat(PortMapping.parse("80-81")).extracting(Forward::hostPort).containsExactly(0, 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '%',
            value = {
                "%%|'' is no port",
                "80:|'' is no port",
                "8080:http|'http' is no port",
                "8080:65536|'65536' is no port",
                "99999999999:80|'99999999999' is no port",
                "8080:0|the guest's port is 0",
                "-1:80|'' is no port",
                "+80:80|'+80' is no port",
                "٨٠:80|'٨٠' is no port",
                "80:80/sctp|its protocol is 'sctp'",
                "80:80/|its protocol is ''",
                "localhost:80:80|'localhost' is no IPv4 address",
                "1.2.3:80:80|'1.2.3' is no IPv4 address",
                "1.2.3.256:80:80|'1.2.3.256' is no IPv4 address",
                "[::1]:80:80|IPv4 addresses only",
                "1:2:3:4|too many colons",
                "8000-8001:80|the two ranges differ in length",
                "8001-8000:80-81|the range 8001-8000 is empty"
            })
    void whatIsNoMappingIsRefusedWithItsReason(String text, String reason) {
        assertThatThrownBy(() -> PortMapping.parse(text))
                .isInstanceOf(JukeException.class)
                .hasMessageStartingWith("'" + text + "' cannot be published: ")
                .hasMessageContaining(reason);
    }
}
