package org.morango.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.discovery.Interfaces.Described;

class InterfacesTest {
    private final List<Described> all = new ArrayList<>();

    private static Described described(String name, String... addresses) {
        return new Described(
                name,
                true,
                true,
                false,
                false,
                false,
                Arrays.stream(addresses)
                        .map(address -> new Link(name, FakeAir.address(address), 24))
                        .toList());
    }

    private List<String> chosen(LocalPeersSettings.Builder settings) {
        return new Interfaces(settings.build())
                .choose(all).stream()
                        .map(link -> link.name() + " " + link.address().getHostAddress())
                        .toList();
    }

    private List<String> chosen() {
        return chosen(LocalPeersSettings.builder());
    }

    @Test
    void ordinaryOnesAreChosen() {
        all.add(described("eth0", "192.168.1.2"));
        all.add(described("wlp3s0", "10.0.0.7", "192.168.7.7"));
        all.add(described("en1", "169.254.1.1"));
        assertThat(chosen()).containsExactly("eth0 192.168.1.2", "wlp3s0 10.0.0.7", "en1 169.254.1.1");
    }

    @Test
    void othersAreNot() {
        all.add(new Described(
                "eth0",
                false,
                true,
                false,
                false,
                false,
                described("eth0", "10.0.0.1").addresses()));
        all.add(new Described(
                "eth1",
                true,
                false,
                false,
                false,
                false,
                described("eth1", "10.0.1.1").addresses()));
        all.add(new Described(
                "eth0:1",
                true,
                true,
                true,
                false,
                false,
                described("eth0:1", "10.0.2.1").addresses()));
        all.add(new Described(
                "lo",
                true,
                true,
                false,
                true,
                false,
                described("lo", "127.0.0.1").addresses()));
        all.add(new Described(
                "x0",
                true,
                true,
                false,
                false,
                true,
                described("x0", "10.0.3.1").addresses()));
        all.add(described("eth2"));
        all.add(described("eth3", "8.8.8.8"));
        assertThat(chosen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"docker0", "br-0a1b2c", "veth12ab", "virbr0", "vmnet8", "vboxnet0", "wg0", "tailscale0", "utun3"
            })
    void virtualOnesAreNot(String name) {
        all.add(described(name, "172.17.0.1"));
        assertThat(chosen()).isEmpty();
        assertThat(chosen(LocalPeersSettings.builder().interfaces(name))).hasSize(1);
    }

    @Test
    void theirNumberIsBounded() {
        for (int i = 0; i < 9; i++) {
            all.add(described("eth" + i, "10.0." + i + ".1"));
        }
        assertThat(chosen()).hasSize(4);
        assertThat(chosen(LocalPeersSettings.builder().maxInterfaces(2))).hasSize(2);
    }

    @Test
    void namedOnesNeedAPrivateAddress() {
        all.add(described("eth0", "8.8.8.8"));
        all.add(described("eth1", "10.0.0.1"));
        assertThat(chosen(LocalPeersSettings.builder().interfaces("eth0", "eth0", "eth1")))
                .containsExactly("eth1 10.0.0.1");
    }

    @Test
    void thoseOfThisMachineCanBeRead() {
        assertThat(new Interfaces(LocalPeersSettings.defaults()).links())
                .allSatisfy(link -> assertThat(Link.isLocal(link.address())).isTrue());
    }
}
