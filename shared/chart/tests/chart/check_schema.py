"""check_schema.py SCHEMA SPECIFICATIONS: fails and names what is not valid."""

import json
import sys

import jsonschema

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
with open(sys.argv[2], encoding="utf-8") as file:
    specifications = json.load(file)

validator = jsonschema.Draft7Validator(schema)
bad = 0
for specification in specifications:
    error = jsonschema.exceptions.best_match(validator.iter_errors(specification))
    if error is not None:
        bad += 1
        print(f"{error.json_path}: {error.message[:300]}\n{json.dumps(specification)[:2000]}")
sys.exit(1 if bad else 0)
