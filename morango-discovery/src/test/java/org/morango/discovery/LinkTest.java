package org.morango.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkTest {
    private static final Link HOME = new Link("wlan0", FakeAir.address("192.168.1.20"), 24);
    private static final byte[] TEXT =
            Announcement.of("0".repeat(32), "/", List.of("a".repeat(32))).text();

    @Test
    void machinesOfTheNetworkAreReached() {
        assertThat(HOME.has(FakeAir.address("192.168.1.1"))).isTrue();
        assertThat(HOME.has(FakeAir.address("192.168.1.254"))).isTrue();
        Link auto = new Link("eth0", FakeAir.address("169.254.7.7"), 16);
        assertThat(auto.has(FakeAir.address("169.254.200.1"))).isTrue();
        Link large = new Link("eth0", FakeAir.address("10.1.2.3"), 8);
        assertThat(large.has(FakeAir.address("10.255.255.254"))).isTrue();
        Link pair = new Link("eth0", FakeAir.address("10.1.2.2"), 31);
        assertThat(pair.has(FakeAir.address("10.1.2.3"))).isTrue();
        assertThat(pair.has(FakeAir.address("10.1.2.4"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "0.0.0.0",
                "255.255.255.255",
                "224.0.0.251",
                "192.168.1.0",
                "192.168.1.255",
                "192.168.2.1",
                "169.254.169.254",
                "10.0.0.1",
                "8.8.8.8"
            })
    void othersAreNot(String address) {
        assertThat(HOME.has(FakeAir.address(address))).isFalse();
    }

    /** A wrong prefix does not open the whole Internet. */
    @Test
    void publicAddressesAreNeverReached() {
        assertThat(new Link("eth0", FakeAir.address("10.0.0.1"), 0).has(FakeAir.address("8.8.8.8")))
                .isFalse();
        assertThat(new Link("eth0", FakeAir.address("8.8.8.1"), 24).has(FakeAir.address("8.8.8.8")))
                .isFalse();
        assertThat(new Link("eth0", FakeAir.address("192.168.0.1"), 1).has(FakeAir.address("192.0.2.1")))
                .isFalse();
    }

    @Test
    void servicesAreReadWithinBounds() {
        Inet4Address good = FakeAir.address("192.168.1.7");
        assertThat(MdnsAir.read(HOME, "x", new Inet4Address[] {good}, 8080, TEXT))
                .singleElement()
                .satisfies(heard -> assertThat(heard.url()).isEqualTo("http://192.168.1.7:8080/"));
        assertThat(MdnsAir.read(HOME, "x", new Inet4Address[] {FakeAir.address("10.9.9.9"), good}, 8080, TEXT))
                .extracting(Heard::address)
                .containsExactly(good);
        Inet4Address[] many = new Inet4Address[50];
        for (int i = 0; i < many.length; i++) {
            many[i] = FakeAir.address("192.168.1." + (i + 1));
        }
        assertThat(MdnsAir.read(HOME, "x", many, 8080, TEXT)).hasSize(4);
        assertThat(MdnsAir.read(HOME, "x", new Inet4Address[0], 8080, TEXT)).isEmpty();
        assertThat(MdnsAir.read(HOME, "x".repeat(81), new Inet4Address[] {good}, 8080, TEXT))
                .isEmpty();
        assertThat(MdnsAir.read(HOME, "x", new Inet4Address[] {good}, 8080, null))
                .isEmpty();
        assertThat(MdnsAir.read(HOME, "x", new Inet4Address[] {good}, 8080, new byte[9_000]))
                .isEmpty();
        for (int port : new int[] {-1, 0, 65_536, Integer.MAX_VALUE}) {
            assertThat(MdnsAir.read(HOME, "x", new Inet4Address[] {good}, port, TEXT))
                    .isEmpty();
        }
    }
}
