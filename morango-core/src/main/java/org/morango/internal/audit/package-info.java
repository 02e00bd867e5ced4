/** Reports who has synced what and when. */
@NullMarked
package org.morango.internal.audit;

import org.jspecify.annotations.NullMarked;
