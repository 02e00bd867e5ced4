/** Certificates between peers: requests, pushes, renewal, revocation, scopes, and passwords. */
@NullMarked
package org.morango.it.certificate;

import org.jspecify.annotations.NullMarked;
