/** The entities of docs/modeling.md. */
package org.morango.it.documents.modeling;
