package org.morango.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.transport.Transport;

class AddressPolicyTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "::1",
                "10.0.0.1",
                "192.168.1.5",
                "172.16.0.1",
                "100.64.0.1",
                "fd12:3456::1",
                "93.184.216.34",
                "2606:2800::1",
                "64:ff9b::c0a8:105",
                "2002:c0a8:105::1"
            })
    void peersMayBeThere(String address) throws UnknownHostException {
        assertThat(AddressPolicy.allows(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "169.254.0.1",
                "::ffff:169.254.169.254",
                "::169.254.169.254",
                "64:ff9b::a9fe:a9fe",
                "2002:a9fe:a9fe::1",
                "fe80::1",
                "febf::1",
                "100.100.100.200",
                "168.63.129.16",
                "192.0.0.192",
                "fd00:ec2::254",
                "fd20:ce::254",
                "fd00:42::42",
                "0.0.0.0",
                "0.1.2.3",
                "::",
                "224.0.0.251",
                "ff02::fb",
                "240.0.0.1",
                "255.255.255.255"
            })
    void noPeersAreThere(String address) throws UnknownHostException {
        assertThat(AddressPolicy.allows(InetAddress.getByName(address))).isFalse();
    }

    private static Transport.Request request(String url) {
        return new Transport.Request("GET", URI.create(url), Map.of(), new byte[0], Duration.ofSeconds(1), 1);
    }

    /** A name may have a harmless address as well, or get another one between two requests. */
    @Test
    void allAddressesAreCheckedBeforeEachRequest() throws IOException, InterruptedException {
        List<URI> sent = new ArrayList<>();
        Transport recording = request -> {
            sent.add(request.uri());
            return new Transport.Response(200, Map.of(), new byte[0]);
        };
        List<String> addresses = new ArrayList<>(List.of("10.0.0.1"));
        CheckedTransport checked = new CheckedTransport(recording, host -> {
            InetAddress[] found = new InetAddress[addresses.size()];
            for (int i = 0; i < found.length; i++) {
                found[i] = InetAddress.getByName(addresses.get(i));
            }
            return found;
        });
        checked.send(request("http://peer.example/api/"));
        assertThat(sent).hasSize(1);
        addresses.add("169.254.169.254");
        assertThatThrownBy(() -> checked.send(request("http://peer.example/api/?secret")))
                .isInstanceOfSatisfying(
                        JoinException.class, e -> assertThat(e.failure()).isEqualTo(JoinFailure.ADDRESS_REFUSED))
                .hasMessageContaining("http://peer.example/")
                .hasMessageNotContaining("169")
                .hasMessageNotContaining("secret");
        assertThat(sent).hasSize(1);
    }

    @Test
    void unknownHostIsLeftToTransportsThatFindHostsThemselves() throws IOException, InterruptedException {
        CheckedTransport.Resolver nothing = host -> {
            throw new UnknownHostException(host);
        };
        Transport.Response answer = new Transport.Response(200, Map.of(), new byte[0]);
        assertThat(new CheckedTransport(request -> answer, nothing).send(request("http://nearby/")))
                .isEqualTo(answer);
        Transport direct = new Transport() {
            @Override
            public Response send(Request request) {
                return answer;
            }

            @Override
            public boolean isDirect() {
                return true;
            }
        };
        assertThatThrownBy(() -> new CheckedTransport(direct, nothing).send(request("http://nearby/")))
                .isInstanceOf(UnknownHostException.class);
    }
}
