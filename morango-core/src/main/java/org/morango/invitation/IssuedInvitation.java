package org.morango.invitation;

/**
 * An invitation that was just issued, with its code, which nobody can find out later. Immutable.
 *
 * @param code the secret
 */
public record IssuedInvitation(Invitation invitation, InvitationCode code) {
    /**
     * Returns the text for the person invited.
     *
     * @param address the base address at which others reach this peer, such as {@code https://city.example/}
     * @throws org.morango.common.MorangoException if it is not the address of a peer
     */
    public InvitationText text(String address) {
        return new InvitationText(address, invitation.rootId(), code);
    }
}
