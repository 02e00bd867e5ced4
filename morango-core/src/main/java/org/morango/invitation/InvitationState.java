package org.morango.invitation;

/** Whether an invitation can still be used. */
public enum InvitationState {
    /** A peer may join by it. */
    OPEN,
    /** A peer has joined by it. */
    USED,
    /** Nobody has joined by it in time. */
    EXPIRED,
    /** It was revoked before somebody joined by it. */
    REVOKED
}
