package org.morango.servlet;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.morango.common.MorangoException;
import org.morango.internal.http.IpAddress;

/**
 * The proxies that are trusted to say where a request comes from, and the headers in which they say it. The same
 * headers from anybody else are ignored. Immutable.
 */
public final class TrustedProxies {
    private static final TrustedProxies NONE = new TrustedProxies(List.of(), ForwardedHeaders.X_FORWARDED_FOR);

    private final List<Network> networks;
    private final ForwardedHeaders headers;

    private TrustedProxies(List<Network> networks, ForwardedHeaders headers) {
        this.networks = networks;
        this.headers = headers;
    }

    /** Trusts no proxy; the headers are always ignored. */
    public static TrustedProxies none() {
        return NONE;
    }

    /**
     * Trusts the proxies with these addresses, which send the caller's address in {@code X-Forwarded-For}.
     *
     * @param addresses addresses, and networks as an address and its leading bits: {@code 10.0.0.0/8}, {@code fd00::/8}
     * @throws MorangoException if one of them is neither
     */
    public static TrustedProxies of(Collection<String> addresses) {
        return new TrustedProxies(addresses.stream().map(Network::parse).toList(), ForwardedHeaders.X_FORWARDED_FOR);
    }

    /** As {@link #of(Collection)}. */
    public static TrustedProxies of(String... addresses) {
        return of(Arrays.asList(addresses));
    }

    /** Returns the same proxies with other headers. */
    public TrustedProxies sending(ForwardedHeaders sent) {
        return new TrustedProxies(networks, sent);
    }

    ForwardedHeaders headers() {
        return headers;
    }

    /** Returns whether the text is the address of a trusted proxy; false if it is not an address. */
    boolean contains(String address) {
        if (networks.isEmpty()) {
            return false;
        }
        Optional<byte[]> bytes = IpAddress.parse(address);
        return bytes.isPresent() && networks.stream().anyMatch(network -> network.contains(bytes.get()));
    }

    @Override
    public String toString() {
        return networks.toString();
    }

    private record Network(String text, byte[] address, int bits) {

        static Network parse(String text) {
            String trimmed = text.trim();
            int slash = trimmed.indexOf('/');
            byte[] address = IpAddress.parse(slash < 0 ? trimmed : trimmed.substring(0, slash))
                    .orElseThrow(() -> malformed(text));
            int bits = slash < 0 ? address.length * 8 : bits(text, trimmed.substring(slash + 1));
            if (bits > address.length * 8) {
                throw malformed(text);
            }
            return new Network(trimmed, address, bits);
        }

        private static int bits(String text, String number) {
            if (!number.matches("\\d{1,3}")) {
                throw malformed(text);
            }
            return Integer.parseInt(number);
        }

        private static MorangoException malformed(String text) {
            return new MorangoException(
                    "\"" + text + "\" is not the address of a proxy; examples are 10.1.2.3, 10.0.0.0/8 and fd00::/8.");
        }

        boolean contains(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            int whole = bits / 8;
            if (!Arrays.equals(address, 0, whole, other, 0, whole)) {
                return false;
            }
            int rest = bits % 8;
            int mask = 0xff << (8 - rest);
            return rest == 0 || (address[whole] & mask) == (other[whole] & mask);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
