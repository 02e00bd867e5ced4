package org.morango.replica;

/** Whether a server has stored a session that a client asked for. */
public enum SessionCreation {
    /** It is stored, and the nonce is used up. */
    CREATED,
    /** The nonce is unknown, used or old, and no session is stored. */
    NONCE_REFUSED,
    /** There is a session of that id, which has not changed. */
    EXISTS
}
