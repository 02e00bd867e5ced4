package org.morango.server;

import java.util.Map;

/**
 * What came with HTTP Basic. The user part is a plain name, or {@code key=value&…} of several fields.
 *
 * @param fields the user part's fields; a plain name is the field {@code username}
 * @param password the password part
 */
public record Credentials(Map<String, String> fields, String password) {

    /** The field {@code username}, or an empty text. */
    public String username() {
        return fields.getOrDefault("username", "");
    }

    @Override
    public String toString() {
        return "Credentials[" + username() + "]";
    }
}
