package org.morango.internal.protocol;

/** Paths, headers and fixed numbers of the protocol. See docs/protocol.md, "HTTP". */
public final class Protocol {
    /** Path of all endpoints, relative to a peer's base address. */
    public static final String API_PATH = "api/morango/v1/";

    public static final String CAPABILITIES_HEADER = "X-Morango-Capabilities";

    /** The resource whose requests change nothing, although their method is POST. */
    public static final String AGREEMENTS = "agreements";

    /** The resource whose answers do not end. */
    public static final String HINTS = "hints";

    /** Version of the protocol that this library speaks. */
    public static final String VERSION = "0.8.2";

    public static final String JSON_TYPE = "application/json";
    public static final String EVENTS_TYPE = "text/event-stream";
    public static final String GZIP_TYPE = "application/gzip";

    private Protocol() {}
}
