package org.morango.live;

import org.morango.client.RemoteException;

/** A server has refused to issue a certificate. A wrong password should not be repeated often. */
final class JoinRefusedException extends RemoteException {
    private static final long serialVersionUID = 1L;

    JoinRefusedException(RemoteException cause) {
        super(String.valueOf(cause.getMessage()), cause.status(), cause.ids());
        initCause(cause);
    }
}
