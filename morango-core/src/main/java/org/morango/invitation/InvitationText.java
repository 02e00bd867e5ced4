package org.morango.invitation;

import java.math.BigInteger;
import java.net.URI;
import java.util.HexFormat;
import java.util.Optional;
import org.morango.common.MorangoException;
import org.morango.internal.http.BaseAddress;
import org.morango.record.Ids;

/**
 * The text that a new peer gets: where to ask, under which root, and the code. It looks like {@code
 * morango:https://city.example/#ROOT.CODE} and is a secret. The part after {@code #} is never sent. Immutable.
 *
 * @param address base address of the peer that has issued it, with {@code http} or {@code https}
 * @param rootId the root certificate under which the new certificate will be
 */
public record InvitationText(String address, String rootId, InvitationCode code) {
    /** Most characters of an address. */
    public static final int MAX_ADDRESS = 500;

    private static final String SCHEME = "morango:";
    private static final int MAX_LENGTH = 4 * MAX_ADDRESS;
    private static final int ID_BITS = 128;
    private static final int ROOT_DIGITS = 26;
    private static final int CODE_DIGITS = 30;
    private static final int CHECK_BITS = 22;

    /** @throws MorangoException if the address is not one of a peer, or the root is no id */
    public InvitationText {
        address = requireAddress(address);
        if (!Ids.isId(rootId)) {
            throw new MorangoException("The root in an invitation is the id of a root certificate.");
        }
    }

    /**
     * Returns an address in the form that it has in an invitation.
     *
     * @throws MorangoException if it is not the address of a peer, or longer than {@value #MAX_ADDRESS} characters
     */
    public static String requireAddress(String url) {
        if (url.length() > MAX_ADDRESS) {
            throw new MorangoException("The address in an invitation has at most " + MAX_ADDRESS + " characters, not "
                    + url.length() + ".");
        }
        return BaseAddress.parse(url)
                .map(URI::toString)
                .orElseThrow(() -> new MorangoException(
                        "The address in an invitation is that of a peer, such as http://city.example:8080/."));
    }

    /**
     * Reads a text. Accepts lower case, and white space anywhere, as it comes from a line that was broken.
     *
     * @throws MorangoException if it is not an invitation, or was mistyped; the message does not contain any of it
     */
    public static InvitationText parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw malformed("it has more than " + MAX_LENGTH + " characters");
        }
        String plain = withoutSpace(text);
        int hash = plain.lastIndexOf('#');
        if (!plain.regionMatches(true, 0, SCHEME, 0, SCHEME.length()) || hash < 0) {
            throw malformed("it does not look like " + SCHEME + "ADDRESS#ROOT.CODE");
        }
        String[] parts = plain.substring(hash + 1).split("\\.", -1);
        Optional<BigInteger> root = Base32.decode(parts[0], ROOT_DIGITS).filter(id -> id.bitLength() <= ID_BITS);
        Optional<BigInteger> code = parts.length == 2 ? Base32.decode(parts[1], CODE_DIGITS) : Optional.empty();
        if (root.isEmpty() || code.isEmpty()) {
            throw malformed("a part of it is missing, or has wrong characters");
        }
        InvitationText read = new InvitationText(
                plain.substring(SCHEME.length(), hash),
                HexFormat.of().formatHex(InvitationCode.of(root.get()).bytes()),
                InvitationCode.of(code.get().shiftRight(CHECK_BITS)));
        if (!read.checked().equals(code.get())) {
            throw malformed("its checksum is wrong");
        }
        return read;
    }

    private static String withoutSpace(String text) {
        return text.codePoints()
                .filter(point -> !Character.isWhitespace(point) && !Character.isSpaceChar(point))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static MorangoException malformed(String reason) {
        return new MorangoException("This is not a whole invitation: " + reason
                + ". Copy or scan it again, from its first to its last" + " character.");
    }

    /** Returns the whole text, in the form that gives the smallest QR code. Show it only to the person invited. */
    public String text() {
        return head() + tail();
    }

    /** Returns the first part of the text, up to and with {@code #}. It is not a secret. */
    public String head() {
        return SCHEME + address + "#";
    }

    /** Returns the rest of the text: digits, upper-case letters and a dot. It is a secret. */
    public String tail() {
        return Base32.encode(new BigInteger(rootId, 16), ROOT_DIGITS) + "." + Base32.encode(checked(), CODE_DIGITS);
    }

    /** Returns the same invitation at another address of the peer that has issued it. */
    public InvitationText at(String otherAddress) {
        return new InvitationText(otherAddress, rootId, code);
    }

    /** Returns the code followed by the checksum of the whole text. */
    private BigInteger checked() {
        String digest = Ids.hash(
                "morango-invitation-text", address, rootId, HexFormat.of().formatHex(code.bytes()));
        BigInteger check = new BigInteger(digest, 16).shiftRight(ID_BITS - CHECK_BITS);
        return code.value().shiftLeft(CHECK_BITS).or(check);
    }

    /** Does not show the code. */
    @Override
    public String toString() {
        return "invitation to " + address + " under root " + rootId;
    }
}
