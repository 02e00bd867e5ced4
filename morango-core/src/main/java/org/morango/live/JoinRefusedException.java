package org.morango.live;

import org.morango.common.MorangoException;

/** A server has refused to issue a certificate. A wrong password or code should not be repeated often. */
final class JoinRefusedException extends MorangoException {
    private static final long serialVersionUID = 1L;

    JoinRefusedException(MorangoException cause) {
        super(String.valueOf(cause.getMessage()), cause.ids(), cause);
    }
}
