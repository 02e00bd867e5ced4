/** Entities of docs/howto.md, "Sync tenants". */
@NullMarked
package org.morango.it.documents.tenants;

import org.jspecify.annotations.NullMarked;
