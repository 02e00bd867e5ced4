package org.morango.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import org.morango.internal.http.IpAddress;
import org.morango.internal.protocol.Protocol;

/**
 * The address of a peer.
 *
 * @param base its base address, ending in a slash, without user, query and fragment
 */
record PeerAddress(URI base) {

    static PeerAddress parse(String url) {
        URI uri;
        try {
            uri = new URI(url.trim());
        } catch (URISyntaxException e) {
            throw malformed(url);
        }
        boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        if (!http || uri.getHost() == null) {
            throw malformed(url);
        }
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        if (path.endsWith("/" + Protocol.API_PATH)) {
            path = path.substring(0, path.length() - Protocol.API_PATH.length());
        }
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return new PeerAddress(
                URI.create(uri.getScheme() + "://" + uri.getHost() + port + path + (path.endsWith("/") ? "" : "/")));
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
