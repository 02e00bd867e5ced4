package org.morango.spring.app;

import jakarta.persistence.EntityManager;
import org.morango.hibernate.Morango;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Work of an application in Spring's transactions. */
@Service
public class NotebookService {
    private final EntityManager entities;
    private final NotebookRepository notebooks;
    private final Morango morango;

    public NotebookService(EntityManager entities, NotebookRepository notebooks, Morango morango) {
        this.entities = entities;
        this.notebooks = notebooks;
        this.morango = morango;
    }

    @Transactional
    public String add(String root, String title) {
        Notebook added = notebooks.save(new Notebook(root, title));
        return String.valueOf(added.getId());
    }

    @Transactional
    public void addAndFail(String root, String title) {
        notebooks.save(new Notebook(root, title));
        notebooks.flush();
        throw new IllegalStateException("as told");
    }

    @Transactional
    public void rename(String id, String title) {
        notebooks.findById(id).orElseThrow().setTitle(title);
    }

    @Transactional
    public void hardDelete(String id) {
        Morango.hardDelete(entities, notebooks.findById(id).orElseThrow());
    }

    @Transactional
    public void hardDeleteAndFail(String id) {
        Morango.hardDelete(entities, notebooks.findById(id).orElseThrow());
        entities.flush();
        throw new IllegalStateException("as told");
    }

    /** Returns the titles of the notebooks that a transfer has changed, read in one transaction. */
    @Transactional(readOnly = true)
    public java.util.List<String> titlesOf(String transferId) {
        return morango.touchedRecords(transferId, Notebook.class)
                .map(id -> notebooks.findById(id).orElseThrow().getTitle())
                .sorted()
                .toList();
    }
}
