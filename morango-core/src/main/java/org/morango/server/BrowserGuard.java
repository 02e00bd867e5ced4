package org.morango.server;

import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import org.morango.internal.http.IpAddress;
import org.morango.internal.protocol.Protocol;
import org.morango.internal.text.LogText;
import org.morango.settings.PeerSettings;

/**
 * Refuses requests that a browser sends for a page. Peers are not browsers, and a page must not reach a server that
 * only its visitor can reach.
 */
final class BrowserGuard {
    private static final Set<String> OWN_SITES = Set.of("", "none", "same-origin");
    private static final Set<String> BODILESS = Set.of("GET", "HEAD", "DELETE", "OPTIONS");
    private static final int MAX_SHOWN = 255;

    private final PeerSettings settings;

    BrowserGuard(PeerSettings settings) {
        this.settings = settings;
    }

    void check(MorangoRequest request) {
        checkHost(request);
        checkOrigin(request);
        checkType(request);
    }

    /**
     * Checks the host name. A page can make its own name resolve to this machine, and then has the same origin. It
     * cannot hide the name.
     */
    private void checkHost(MorangoRequest request) {
        if (!IpAddress.isLoopback(request.localAddress())) {
            return;
        }
        String host = IpAddress.withoutPort(request.header("Host")).toLowerCase(Locale.ROOT);
        boolean isOwn = host.equals("localhost") || host.endsWith(".localhost") || IpAddress.isLoopback(host);
        if (!isOwn && !settings.server().allowedHosts().contains(host)) {
            throw Refusal.detail(
                    403,
                    "Host \"" + shown(host)
                            + "\" is not a name of this server. Its operator allows it by the setting server.allowedHosts.");
        }
    }

    private void checkOrigin(MorangoRequest request) {
        String origin = request.header("Origin").toLowerCase(Locale.ROOT);
        if (!origin.isEmpty() && settings.server().allowedOrigins().contains(origin)) {
            return;
        }
        if (!origin.isEmpty() || !OWN_SITES.contains(request.header("Sec-Fetch-Site"))) {
            throw Refusal.detail(
                    403,
                    "Requests of pages in a browser are refused, as this one of origin \"" + shown(origin)
                            + "\". The operator allows it by the setting server.allowedOrigins.");
        }
    }

    /** Checks the content type. A form of any page can send the types of forms. */
    private static void checkType(MorangoRequest request) {
        String type = request.header("Content-Type").split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
        boolean isTyped = type.equals(Protocol.JSON_TYPE) || type.equals(Protocol.GZIP_TYPE);
        if (!isTyped && !(type.isEmpty() && (BODILESS.contains(request.method()) || isEmpty(request)))) {
            throw Refusal.detail(
                    415,
                    "A body has to be of type " + Protocol.JSON_TYPE + " or " + Protocol.GZIP_TYPE + ", not \""
                            + shown(type) + "\".");
        }
    }

    private static boolean isEmpty(MorangoRequest request) {
        try {
            return request.body().read() < 0;
        } catch (IOException e) {
            throw Refusal.detail(400, "The body cannot be read.");
        }
    }

    private static String shown(String text) {
        return LogText.plain(text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN));
    }
}
