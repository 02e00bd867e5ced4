package org.morango.session;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An ability beyond the bare protocol. Only capabilities that both sides name are used. See docs/protocol.md, "HTTP".
 */
public enum Capability {
    /**
     * One request finds out that neither side has changed since transfers found nothing to send. Not in Python Morango.
     */
    AGREEMENTS,
    /** The server accepts certificate chains that clients push. */
    ALLOW_CERTIFICATE_PUSHING,
    /** Stages may continue after the request that began them. */
    ASYNC_OPERATIONS,
    /** Each request of a session proves that it comes from the client that opened it. Not in Python Morango. */
    BOUND_SESSIONS,
    /**
     * Two stages may be requested at once, and a push that has nothing to send is closed without first telling the
     * server so. Not in Python Morango.
     */
    BRIEF_TRANSFERS,
    /** A server renews a certificate without a password if the client proves that it has it. Not in Python Morango. */
    CERTIFICATE_RENEWAL,
    /** Syncs exchange revocations of certificates. Not in Python Morango. */
    CERTIFICATE_REVOCATION,
    /** Both sides compare contents every so often where nothing has to be sent. Not in Python Morango. */
    CONTENT_DIGESTS,
    /** Counters by partition; without it, one counter per instance for a whole filter. */
    FSIC_V2_FORMAT,
    /** Pushed chunks may be gzipped. */
    GZIP_BUFFER_POST,
    /** A server tells a session at once that it has something new for it. Not in Python Morango. */
    HINTS,
    /** A server issues a certificate to whoever knows the code of an invitation. Not in Python Morango. */
    INVITATIONS,
    /** A server proves its certificate before it receives a password, which only it can read. Not in Python Morango. */
    SEALED_CREDENTIALS;

    /** Returns the capabilities with these names; ignores unknown names. */
    public static Set<Capability> parse(Collection<String> names) {
        EnumSet<Capability> found = EnumSet.noneOf(Capability.class);
        for (Capability capability : values()) {
            if (names.contains(capability.name())) {
                found.add(capability);
            }
        }
        return found;
    }

    /** Parses a header's capabilities, separated by white space. */
    public static Set<Capability> parseHeader(String text) {
        return parse(Arrays.asList(text.trim().split("\\s+")));
    }

    /** Returns capabilities as header text, in their order, separated by spaces. */
    public static String header(Set<Capability> capabilities) {
        return capabilities.stream().sorted().map(Enum::name).collect(Collectors.joining(" "));
    }
}
