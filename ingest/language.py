"""The spaCy components for anyone's pipeline: importing this registers `policy_citations`, `policy_clauses`
and `policy_measures`.

    import spacy, ingest.language
    nlp = spacy.blank("zh"); nlp.add_pipe("policy_citations"); nlp.add_pipe("policy_measures")

This path stays; what is behind it (`ingest.find.language`) may move. Docs that went through the components can be
serialised and made in several processes.
"""

from ingest.find.language import make_pipeline, policy_citations, policy_clauses, policy_measures

__all__ = ["make_pipeline", "policy_citations", "policy_clauses", "policy_measures"]
