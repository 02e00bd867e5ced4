package org.morango.client;

import java.net.URI;
import java.util.Map;
import org.morango.internal.http.BaseAddress;
import org.morango.internal.http.IpAddress;
import org.morango.internal.protocol.Protocol;

/**
 * The address of a peer.
 *
 * @param base its base address, ending in a slash, without user, query and fragment
 */
record PeerAddress(URI base) {

    static PeerAddress parse(String url) {
        String base = BaseAddress.parse(url).orElseThrow(() -> malformed(url)).toString();
        return new PeerAddress(URI.create(
                base.endsWith("/" + Protocol.API_PATH)
                        ? base.substring(0, base.length() - Protocol.API_PATH.length())
                        : base));
    }

    private static ConnectionException malformed(String url) {
        return new ConnectionException(
                "\"" + url + "\" is not the address of a peer; one looks like http://city.example:8080/.",
                Map.of(),
                null);
    }

    URI api(String path) {
        return base.resolve(Protocol.API_PATH + path);
    }

    /**
     * Returns whether content sent to it can be read and changed on the way. Names other than localhost are not looked
     * up, because they may change.
     */
    boolean isInClear() {
        String host = String.valueOf(base.getHost());
        return !"https".equalsIgnoreCase(base.getScheme())
                && !host.equalsIgnoreCase("localhost")
                && !IpAddress.isLoopback(IpAddress.withoutPort(host));
    }

    @Override
    public String toString() {
        return base.toString();
    }
}
