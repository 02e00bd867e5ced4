package org.morango.live;

import org.morango.client.RemoteException;
import org.morango.common.MorangoException;

/** A server has refused to issue a certificate. A wrong password should not be repeated often. */
final class JoinRefusedException extends MorangoException {
    private static final long serialVersionUID = 1L;

    JoinRefusedException(RemoteException cause) {
        super(String.valueOf(cause.getMessage()), cause.ids(), cause);
    }
}
