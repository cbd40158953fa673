"""The bulk pass: verdicts and reasons of all measures at once, over arrays.

    from tracer.bulk.standings import judge_all
    for measure, standing in judge_all(library, policy, as_of).items():
        print(measure, standing.verdict, standing.reasons)

In come a Library, a Policy and a day; out comes a Standing for every measure: verdict and reasons, no words and no texts.
The jobs call it for lists, counts and pages. It speaks where arrays can tell and
agrees there with `tracer.verdict.judge`, which is for a finding and its proof; what arrays cannot tell is asked of it.
The conditions of a chain stand here a second time for speed; tests/test_tracer_bulk.py holds both to the same answers.
"""
