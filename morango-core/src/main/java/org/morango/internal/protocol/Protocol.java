package org.morango.internal.protocol;

/** Paths, headers and fixed figures of the protocol. See docs/protocol.md, "HTTP". */
public final class Protocol {
    /** Under which all endpoints live, seen from a peer's base address. */
    public static final String API_PATH = "api/morango/v1/";

    public static final String CAPABILITIES_HEADER = "X-Morango-Capabilities";

    /** The version of the protocol that this library speaks. */
    public static final String VERSION = "0.8.2";

    public static final String JSON_TYPE = "application/json";
    public static final String GZIP_TYPE = "application/gzip";

    private Protocol() {}
}
