package org.morango.server;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.morango.access.Credentials;

/** HTTP Basic, as the protocol uses it. See docs/protocol.md, "HTTP". */
final class BasicAuthentication {
    private static final String SCHEME = "basic ";

    private BasicAuthentication() {}

    /** Returns the user and the password with a colon between them, or refuses with status 401. */
    static String decoded(String header) {
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw Refusal.notAuthenticated(401);
        }
        String text = decode(header.substring(SCHEME.length()).trim());
        if (text.indexOf(':') < 0) {
            throw invalid();
        }
        return text;
    }

    private static String decode(String encoded) {
        try {
            return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
    }

    /** Parses a user and a password with a colon between them. */
    static Credentials parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw invalid();
        }
        return new Credentials(fields(text.substring(0, colon)), text.substring(colon + 1));
    }

    /** Does not decode, as in Python Morango: a plus or a percent sign stands for itself. */
    private static Map<String, String> fields(String user) {
        if (!user.contains("=")) {
            return Map.of("username", user);
        }
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field : user.split("&")) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                fields.put(field.substring(0, equals), field.substring(equals + 1));
            }
        }
        return fields;
    }

    static Refusal invalid() {
        return Refusal.detail(401, "Invalid credentials.");
    }
}
