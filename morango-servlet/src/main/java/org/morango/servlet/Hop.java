package org.morango.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.morango.internal.http.IpAddress;

/**
 * A proxy's description of the request that it received. A text is empty if the proxy does not say.
 *
 * @param address the address that sent the request
 * @param scheme {@code http} or {@code https}
 * @param host the requested host, with its port if that is not the scheme's default
 * @param prefix the prefix that the proxy removed from the path
 */
record Hop(String address, String scheme, String host, String prefix) {
    static final Hop UNKNOWN = new Hop("", "", "", "");

    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9._~-]{1,255}(:\\d{1,5})?|\\[[0-9a-fA-F:.]{2,45}](:\\d{1,5})?");
    private static final Pattern PREFIX = Pattern.compile("(/[A-Za-z0-9._~-]+)+");
    private static final Pattern PORT = Pattern.compile("\\d{1,5}");
    /**
     * Separators in {@code Forwarded}: semicolons between parameters, commas between elements, neither inside quotes.
     */
    private static final Pattern QUOTED_OR_END = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|[;,]");

    /** Returns the hops of all proxies, the farthest first. */
    static List<Hop> of(HttpServletRequest request, ForwardedHeaders headers) {
        return switch (headers) {
            case FORWARDED -> standard(String.join(",", Collections.list(request.getHeaders("Forwarded"))));
            case X_FORWARDED -> separate(request);
            case X_FORWARDED_FOR ->
                values(request, "X-Forwarded-For").stream()
                        .map(value -> new Hop(address(value), "", "", ""))
                        .toList();
        };
    }

    /** Parses a header as defined in RFC 7239. */
    private static List<Hop> standard(String header) {
        List<Hop> hops = new ArrayList<>();
        Hop hop = UNKNOWN;
        int from = 0;
        var ends = QUOTED_OR_END.matcher(header);
        while (ends.find()) {
            String end = ends.group();
            if (end.startsWith("\"")) {
                continue;
            }
            hop = hop.with(header.substring(from, ends.start()));
            from = ends.end();
            if (end.equals(",")) {
                hops.add(hop);
                hop = UNKNOWN;
            }
        }
        hops.add(hop.with(header.substring(from)));
        return hops;
    }

    private Hop with(String parameter) {
        int equals = parameter.indexOf('=');
        if (equals < 0) {
            return this;
        }
        String value = parameter.substring(equals + 1).trim();
        if (value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")) {
            value = value.substring(1, value.length() - 1);
        }
        return switch (parameter.substring(0, equals).trim().toLowerCase(Locale.ROOT)) {
            case "for" -> new Hop(address(value), scheme, host, prefix);
            case "proto" -> new Hop(address, scheme(value), host, prefix);
            case "host" -> new Hop(address, scheme, host(value), prefix);
            default -> this;
        };
    }

    private static List<Hop> separate(HttpServletRequest request) {
        List<String> addresses = values(request, "X-Forwarded-For");
        List<String> schemes = values(request, "X-Forwarded-Proto");
        List<String> hosts = values(request, "X-Forwarded-Host");
        List<String> ports = values(request, "X-Forwarded-Port");
        List<String> prefixes = values(request, "X-Forwarded-Prefix");
        List<Hop> hops = new ArrayList<>();
        int count = Math.max(1, addresses.size());
        for (int i = count - 1; i >= 0; i--) {
            String scheme = scheme(nth(schemes, i));
            String host = host(nth(hosts, i));
            hops.add(new Hop(
                    address(nth(addresses, i)),
                    scheme,
                    host.isEmpty() ? host : withPort(host, nth(ports, i), scheme),
                    prefix(nth(prefixes, i))));
        }
        return hops;
    }

    /** Returns the values of a header, the farthest first. */
    private static List<String> values(HttpServletRequest request, String header) {
        List<String> values = new ArrayList<>();
        for (String line : Collections.list(request.getHeaders(header))) {
            for (String value : line.split(",")) {
                values.add(value.trim());
            }
        }
        return values;
    }

    /** Returns a value counted from the nearest proxy. If not every proxy has added one, returns the farthest value. */
    private static String nth(List<String> values, int fromNearest) {
        return values.isEmpty() ? "" : values.get(Math.max(0, values.size() - 1 - fromNearest));
    }

    private static String address(String node) {
        String address = IpAddress.withoutPort(node);
        return IpAddress.parse(address).isPresent() ? address : "";
    }

    private static String scheme(String value) {
        String scheme = value.toLowerCase(Locale.ROOT);
        return scheme.equals("http") || scheme.equals("https") ? scheme : "";
    }

    private static String host(String value) {
        return HOST.matcher(value).matches() ? value : "";
    }

    private static String withPort(String host, String port, String scheme) {
        boolean named = host.lastIndexOf(':') > host.lastIndexOf(']');
        boolean usual = port.equals(scheme.equals("https") ? "443" : "80");
        return named || usual || !PORT.matcher(port).matches() ? host : host + ":" + port;
    }

    private static String prefix(String value) {
        String prefix = value.endsWith("/") ? value.substring(0, value.length() - 1) : value;
        return PREFIX.matcher(prefix).matches() ? prefix : "";
    }
}
