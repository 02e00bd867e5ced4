/** Which certificates are still believed: those that are signed, not revoked and not expired. Protocol section 4. */
@NullMarked
package org.morango.internal.trust;

import org.jspecify.annotations.NullMarked;
