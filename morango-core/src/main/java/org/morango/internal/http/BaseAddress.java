package org.morango.internal.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/** The base addresses of peers. */
public final class BaseAddress {
    private BaseAddress() {}

    /**
     * Returns an address in its plain form: ending in a slash, without user, query and fragment.
     *
     * @return empty if it is not the address of a host with {@code http} or {@code https}
     */
    public static Optional<URI> parse(String url) {
        URI uri;
        try {
            uri = new URI(url.trim());
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (!(scheme.equals("http") || scheme.equals("https")) || uri.getHost() == null) {
            return Optional.empty();
        }
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        return Optional.of(URI.create(scheme + "://" + host + port + path + (path.endsWith("/") ? "" : "/")));
    }
}
