/** Says who has synced what when. */
@NullMarked
package org.morango.internal.audit;

import org.jspecify.annotations.NullMarked;
