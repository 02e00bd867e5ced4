/** Who may ask this peer for certificates, and for which: implemented by the application. */
@NullMarked
package org.morango.access;

import org.jspecify.annotations.NullMarked;
