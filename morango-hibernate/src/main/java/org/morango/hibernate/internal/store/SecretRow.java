package org.morango.hibernate.internal.store;

import org.jspecify.annotations.Nullable;

/** A row with a secret, which is encrypted if there is a cipher. */
interface SecretRow {
    String id();

    /** Returns the secret as it is stored. */
    @Nullable
    String secret();

    void secret(String stored);
}
