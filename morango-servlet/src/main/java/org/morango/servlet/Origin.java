package org.morango.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;

/**
 * Origin of a request: the caller's address, and the address that the caller used for this server.
 *
 * @param remoteAddress the caller's address
 * @param base scheme, host, and the prefix that a proxy removed from the path; without a slash at the end
 */
record Origin(String remoteAddress, String base) {

    static Origin of(HttpServletRequest request, TrustedProxies trusted) {
        String peer = String.valueOf(request.getRemoteAddr());
        List<Hop> hops = trusted.contains(peer) ? Hop.of(request, trusted.headers()) : List.of();
        // Goes from this server outwards: a trusted address says where the request came from before.
        String caller = peer;
        Hop known = Hop.UNKNOWN;
        for (int i = hops.size() - 1; i >= 0 && trusted.contains(caller); i--) {
            known = hops.get(i);
            if (known.address().isEmpty()) {
                break;
            }
            caller = known.address();
        }
        String scheme = known.scheme().isEmpty() ? String.valueOf(request.getScheme()) : known.scheme();
        String host = known.host().isEmpty() ? host(request, scheme) : known.host();
        return new Origin(caller, scheme + "://" + host + known.prefix());
    }

    private static String host(HttpServletRequest request, String scheme) {
        String name = String.valueOf(request.getServerName());
        String host = name.contains(":") && !name.startsWith("[") ? "[" + name + "]" : name;
        int port = request.getServerPort();
        boolean usual = port == (scheme.equals("https") ? 443 : 80);
        return usual ? host : host + ":" + port;
    }
}
