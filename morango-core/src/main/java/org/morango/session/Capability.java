package org.morango.session;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** What a peer can do beyond the bare protocol; only what both sides name is used. Protocol section 4. */
public enum Capability {
    /** A server takes certificate chains that clients push. */
    ALLOW_CERTIFICATE_PUSHING,
    /** Stages may go on after the request that began them. */
    ASYNC_OPERATIONS,
    /** Not the original's: each request of a session proves that it comes from the one who opened it. */
    BOUND_SESSIONS,
    /**
     * Not the original's: two stages may be asked for at once, and a push that has nothing to send is closed without
     * saying so first.
     */
    BRIEF_TRANSFERS,
    /** Not the original's: a server renews certificates for those who prove that they hold them, without a password. */
    CERTIFICATE_RENEWAL,
    /** Not the original's: revocations of certificates travel with syncs. */
    CERTIFICATE_REVOCATION,
    /** Counters by partition; without it, one for a whole filter. */
    FSIC_V2_FORMAT,
    /** Chunks that are pushed may be gzipped. */
    GZIP_BUFFER_POST,
    /** Not the original's: a server proves its certificate before it is told a password, which it alone can read. */
    SEALED_CREDENTIALS;

    /** The capabilities of these names; unknown names are ignored. */
    public static Set<Capability> parse(Collection<String> names) {
        EnumSet<Capability> found = EnumSet.noneOf(Capability.class);
        for (Capability capability : values()) {
            if (names.contains(capability.name())) {
                found.add(capability);
            }
        }
        return found;
    }

    /** The capabilities in a header's text, separated by white space. */
    public static Set<Capability> parseHeader(String text) {
        return parse(Arrays.asList(text.trim().split("\\s+")));
    }

    /** Capabilities as a header has them, in their order, separated by spaces. */
    public static String header(Set<Capability> capabilities) {
        return capabilities.stream().sorted().map(Enum::name).collect(Collectors.joining(" "));
    }
}
