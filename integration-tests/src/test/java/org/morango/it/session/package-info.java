/** Sessions over HTTP: how they open, are bound to a certificate, continue after an interruption, and end. */
@NullMarked
package org.morango.it.session;

import org.jspecify.annotations.NullMarked;
