"""The read model: what the events of all services add up to. Each function applies one event to a
row and to the patient's timeline, whatever came before it and whatever is still to come.
"""
