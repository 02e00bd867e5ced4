package org.morango.client;

/** Why a peer could not join by an invitation. */
public enum JoinFailure {
    /** The address leads to no other peer, but for example to the metadata of a cloud. No request was sent. */
    ADDRESS_REFUSED("its address is not one at which peers are"),
    /** Nothing answers at the address, or what answers is not a peer. */
    UNREACHABLE("no peer answers there. Check the network, and join again"),
    /** The peer cannot issue certificates for invitations. */
    NOT_SUPPORTED("the peer there issues no certificates for invitations"),
    /** The peer holds no valid certificate under the root of the invitation. */
    OTHER_ROOT("the peer there is not one of the root that the invitation names"),
    /** The peer does not know the invitation, or the code is wrong. */
    UNKNOWN("the peer there does not know this invitation. Ask for another one"),
    /** Another peer has joined by the invitation. */
    USED("the invitation was used already. If it was not by this device, tell the one who has issued it"),
    /** The time of the invitation is over. */
    EXPIRED("the invitation has expired. Ask for another one"),
    /** The invitation was revoked. */
    REVOKED("the invitation was revoked. Ask for another one"),
    /** The peer has refused for another reason, which its own log tells. */
    REFUSED("the peer there refuses; its log says why"),
    /** The certificate is of a scope definition that is unknown here. */
    SCOPE_UNKNOWN("it is for a scope definition that this side does not have. Define it, and join again"),
    /** The answer is not the certificate that was asked for, or is not valid. */
    BAD_ANSWER("the answer of the peer there is not a certificate that can be used");

    private final String text;

    JoinFailure(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
