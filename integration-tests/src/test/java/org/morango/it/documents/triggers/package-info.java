/** Entities that docs/capture.md and docs/howto.md have captured by triggers. */
@NullMarked
package org.morango.it.documents.triggers;

import org.jspecify.annotations.NullMarked;
